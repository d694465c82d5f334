import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.helpers.DefaultHandler;

class OrderImport {
    Document fromStream(HttpServletRequest request) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        DocumentBuilder builder = factory.newDocumentBuilder();
        // ruleid: java-xml-parse-request
        return builder.parse(request.getInputStream());
    }

    @PostMapping("/orders.xml")
    void fromBody(@RequestBody String xml) throws Exception {
        SAXParserFactory factory = SAXParserFactory.newInstance();
        SAXParser parser = factory.newSAXParser();
        // ruleid: java-xml-parse-request
        parser.parse(new InputSource(new StringReader(xml)), new DefaultHandler());
    }

    Document closed(HttpServletRequest request) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        // ok: java-xml-parse-request
        return builder.parse(request.getInputStream());
    }

    Document settings() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        DocumentBuilder builder = factory.newDocumentBuilder();
        // ok: java-xml-parse-request
        return builder.parse(new File("/etc/shop/settings.xml"));
    }

    Document foreign(HttpServletRequest request, DocumentBuilder builder) throws Exception {
        // ok: java-xml-parse-request
        return builder.parse(request.getInputStream());
    }
}
