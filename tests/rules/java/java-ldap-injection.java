import jakarta.servlet.http.HttpServletRequest;
import javax.naming.NamingEnumeration;
import javax.naming.directory.DirContext;
import javax.naming.directory.SearchControls;
import org.springframework.ldap.core.LdapTemplate;
import org.springframework.ldap.support.LdapEncoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

class Directory {
    private LdapTemplate ldap;

    NamingEnumeration<?> find(HttpServletRequest request, DirContext context) throws Exception {
        SearchControls controls = new SearchControls();
        String filter = "(uid=" + request.getParameter("user") + ")";
        // ruleid: java-ldap-injection
        return context.search("ou=people,dc=example,dc=com", filter, controls);
    }

    @GetMapping("/people")
    Object people(@RequestParam String name) {
        // ruleid: java-ldap-injection
        return ldap.search("ou=people", "(&(objectClass=person)(cn=" + name + "*))", new PersonMapper());
    }

    NamingEnumeration<?> arguments(HttpServletRequest request, DirContext context) throws Exception {
        Object[] values = {request.getParameter("user")};
        // ok: java-ldap-injection
        return context.search("ou=people,dc=example,dc=com", "(uid={0})", values, new SearchControls());
    }

    @GetMapping("/people/encoded")
    Object encoded(@RequestParam String name) {
        // ok: java-ldap-injection
        return ldap.search("ou=people", "(cn=" + LdapEncoder.filterEncode(name) + ")", new PersonMapper());
    }

    Object all() {
        // ok: java-ldap-injection
        return ldap.search("ou=people", "(objectClass=person)", new PersonMapper());
    }
}
