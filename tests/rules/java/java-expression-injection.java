import jakarta.servlet.http.HttpServletRequest;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineManager;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

class Calculator {
    private final ExpressionParser parser = new SpelExpressionParser();

    @GetMapping("/calculate")
    Object calculate(@RequestParam String formula) {
        // ruleid: java-expression-injection
        return parser.parseExpression(formula).getValue(new StandardEvaluationContext());
    }

    Object script(HttpServletRequest request) throws Exception {
        ScriptEngine engine = new ScriptEngineManager().getEngineByName("javascript");
        // ruleid: java-expression-injection
        return engine.eval(request.getParameter("code"));
    }

    @GetMapping("/variable")
    Object variable(@RequestParam String name) {
        StandardEvaluationContext context = new StandardEvaluationContext();
        context.setVariable("name", name);
        // ok: java-expression-injection
        return parser.parseExpression("'Hello ' + #name").getValue(context);
    }

    @GetMapping("/limited")
    Object limited(@RequestParam String formula) {
        SimpleEvaluationContext context = SimpleEvaluationContext.forReadOnlyDataBinding().build();
        // ok: java-expression-injection
        return parser.parseExpression(formula).getValue(context);
    }

    Object bound(HttpServletRequest request) throws Exception {
        ScriptEngine engine = new ScriptEngineManager().getEngineByName("javascript");
        engine.put("amount", request.getParameter("amount"));
        // ok: java-expression-injection
        return engine.eval("Number(amount) * 1.19");
    }
}
