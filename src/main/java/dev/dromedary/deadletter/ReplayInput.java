package dev.dromedary.deadletter;

import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.URISupport;

/**
 * Replaces the start of a route, so that its steps get letters and its source is not touched: not even the source's
 * endpoint is made.
 */
final class ReplayInput {

    private static final Set<String> CONTINUATIONS = Set.of("direct", "seda");

    private ReplayInput() {}

    static void replace(RouteDefinition route) {
        String uri = route.getInput().getUri();
        String replacement = replacement(uri, route.getId());
        if (!replacement.equals(uri)) {
            // A route takes no second input.
            route.setInput(null);
            route.setInput(new FromDefinition(replacement));
        }
    }

    /** What stands in for a source; that which takes no letters gets nothing at all. */
    static String replacement(String uri, String routeId) {
        String scheme = uri.substring(0, Math.max(0, uri.indexOf(':')));
        if (CONTINUATIONS.contains(scheme)) {
            return uri;
        }
        return switch (scheme) {
            case "sqs-batch" -> letters(uri);
            // Letters of objects are references: the component itself follows them.
            // So are those of a table: the component knows what to do with a row.
            case "s3-objects", "table-changes" -> uri + (uri.contains("?") ? "&" : "?") + "replay=true";
            default -> "direct:without-source-" + routeId;
        };
    }

    private static String letters(String uri) {
        String[] parts = uri.split("\\?", 2);
        Map<String, Object> parameters = parameters(parts.length == 2 ? parts[1] : "");
        String queue = parts[0].substring(parts[0].indexOf(':') + 1);
        Object batchSize = parameters.get("batchSize");
        return "dead-letters:" + parameters.getOrDefault("pipeline", queue)
                + (batchSize == null ? "" : "?batchSize=" + batchSize);
    }

    private static Map<String, Object> parameters(String query) {
        try {
            return URISupport.parseQuery(query);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("a route begins with parameters that are no query", e);
        }
    }
}
