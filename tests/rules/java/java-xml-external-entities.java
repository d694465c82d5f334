import java.io.File;
import java.io.InputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import org.w3c.dom.Document;
import org.xml.sax.helpers.DefaultHandler;

class Invoices {
    Document read(InputStream in) throws Exception {
        // ruleid: java-xml-external-entities
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(in);
    }

    void stream(File file, DefaultHandler handler) throws Exception {
        // ruleid: java-xml-external-entities
        SAXParserFactory.newInstance().newSAXParser().parse(file, handler);
    }

    XMLStreamReader pull(InputStream in) throws Exception {
        // ruleid: java-xml-external-entities
        return XMLInputFactory.newFactory().createXMLStreamReader(in);
    }

    Document closed(InputStream in) throws Exception {
        // ok: java-xml-external-entities
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(in);
    }

    XMLStreamReader closedPull(InputStream in) throws Exception {
        // ok: java-xml-external-entities
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        return factory.createXMLStreamReader(in);
    }

    Document empty() throws Exception {
        // ok: java-xml-external-entities
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument();
    }
}
