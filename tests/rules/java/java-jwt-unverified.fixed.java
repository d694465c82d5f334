import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jwts;
import java.security.Key;

class TokenReader {
    Object read(String token, Key key) {
        // ruleid: java-jwt-unverified
        return Jwts.parserBuilder().setSigningKey(key).build().parseClaimsJws(token).getBody();
    }

    Claims claims(String token, Key key) {
        // ruleid: java-jwt-unverified
        return (Claims) Jwts.parser().setSigningKey(key).parseClaimsJws(token).getBody();
    }

    Claims signed(String token, Key key) {
        // ok: java-jwt-unverified
        return Jwts.parserBuilder().setSigningKey(key).build().parseClaimsJws(token).getBody();
    }

    Claims current(String token, javax.crypto.SecretKey key) {
        // ok: java-jwt-unverified
        return Jwts.parser().verifyWith(key).build().parseSignedClaims(token).getPayload();
    }

    Object other(DateParser parser, String text) {
        // ok: java-jwt-unverified
        return parser.parse(text);
    }
}
