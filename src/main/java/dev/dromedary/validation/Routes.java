package dev.dromedary.validation;

import dev.dromedary.settings.Nearest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks routes: that each has an id of its own, and that what fails in it is dealt with. */
final class Routes {

    private static final List<String> OWN_POLICY = List.of("onException", "errorHandler");

    private final Consumer<Problem> problems;

    Routes(Consumer<Problem> problems) {
        this.problems = problems;
    }

    void check(List<Document> documents) {
        checkIds(documents);
        for (Document document : documents) {
            boolean any = !document.routes().isEmpty()
                    || !document.top("templatedRoute").isEmpty();
            if (document.file().isPipeline() && !any) {
                problems.accept(document.root().problem("a pipeline needs a route, and this file has none"));
            }
            List<Place> configurations = documents.stream()
                    .filter(document::sees)
                    .flatMap(other -> other.top("routeConfiguration").stream())
                    .toList();
            document.routes().forEach(route -> checkPolicy(document, route, configurations));
        }
    }

    /** The jar's files come first, so that it is the user's own file that is told of. */
    private void checkIds(List<Document> documents) {
        Map<String, Place> first = new HashMap<>();
        documents.stream()
                .sorted((left, right) ->
                        Boolean.compare(left.file().overlaid(), right.file().overlaid()))
                .flatMap(document -> document.routes().stream())
                .flatMap(route -> route.get("id").stream())
                .filter(id -> id.text().isPresent())
                .forEach(id -> {
                    Place other = first.putIfAbsent(id.text().get(), id);
                    if (other != null) {
                        problems.accept(id.problem(
                                "the id \"" + id.text().get() + "\" is taken by a route of " + other.file()));
                    }
                });
    }

    private void checkPolicy(Document document, Place route, List<Place> configurations) {
        Optional<Place> wanted = route.get("routeConfigurationId");
        Set<String> ids = configurations.stream()
                .flatMap(configuration -> configuration.text("id").stream())
                .collect(Collectors.toCollection(TreeSet::new));
        if (wanted.flatMap(Place::text).filter(text -> !text.contains("{{")).isPresent()) {
            for (String id : wanted.get().text().orElse("").split(",")) {
                if (ids.stream().noneMatch(known -> matches(known, id.strip()))) {
                    problems.accept(wanted.get()
                            .problem("there is no routeConfiguration \"" + id.strip() + "\""
                                    + Nearest.suggestion(id.strip(), ids)));
                }
            }
        } else if (wanted.isEmpty() && !hasPolicy(document, route, configurations)) {
            problems.accept(
                    route.problem("nothing deals with the failures of this route: no routeConfiguration without an"
                            + " id is in force, and it has no errorHandler and no onException of its own"));
        }
    }

    private static boolean hasPolicy(Document document, Place route, List<Place> configurations) {
        return configurations.stream()
                        .anyMatch(configuration -> configuration.get("id").isEmpty())
                || OWN_POLICY.stream().anyMatch(key -> !document.top(key).isEmpty())
                || route.get("errorHandler").isPresent()
                || route.get("errorHandlerRef").isPresent();
    }

    /** Camel takes patterns with asterisks. */
    private static boolean matches(String id, String pattern) {
        return id.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    }
}
