import jakarta.servlet.http.HttpServletRequest;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpression;
import javax.xml.xpath.XPathFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.w3c.dom.Document;

class Users {
    private Document users;

    Object login(HttpServletRequest request) throws Exception {
        XPath xpath = XPathFactory.newInstance().newXPath();
        String expression = "//user[name='" + request.getParameter("name") + "']";
        // ruleid: java-xpath-injection
        return xpath.evaluate(expression, users, XPathConstants.NODE);
    }

    @GetMapping("/user")
    Object find(@RequestParam String name) throws Exception {
        XPath xpath = XPathFactory.newInstance().newXPath();
        // ruleid: java-xpath-injection
        XPathExpression compiled = xpath.compile("/users/user[@name='" + name + "']");
        return compiled.evaluate(users);
    }

    @GetMapping("/user/bound")
    Object bound(@RequestParam String name) throws Exception {
        XPath xpath = XPathFactory.newInstance().newXPath();
        xpath.setXPathVariableResolver(variable -> name);
        // ok: java-xpath-injection
        return xpath.evaluate("/users/user[@name=$name]", users);
    }

    @GetMapping("/user/{number}")
    Object numbered(@RequestParam String number) throws Exception {
        XPath xpath = XPathFactory.newInstance().newXPath();
        // ok: java-xpath-injection
        return xpath.evaluate("/users/user[" + Integer.parseInt(number) + "]", users);
    }
}
