package dev.dromedary.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dromedary.settings.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Checks endpoints: the component, its options, and that somebody listens to what is sent within the process. */
final class Endpoints {

    private final Placeholders placeholders;
    private final Consumer<Problem> problems;

    Endpoints(Placeholders placeholders, Consumer<Problem> problems) {
        this.placeholders = placeholders;
        this.problems = problems;
    }

    void check(List<Document> documents) {
        for (Document document : documents) {
            Set<String> heard = new TreeSet<>();
            for (Document other : documents) {
                if (document.sees(other)) {
                    EndpointUse.in(other).stream()
                            .filter(EndpointUse::reads)
                            .flatMap(use -> internal(use).stream())
                            .forEach(heard::add);
                }
            }
            for (EndpointUse use : EndpointUse.in(document)) {
                check(use);
                checkListener(use, heard);
            }
        }
    }

    private Optional<String> internal(EndpointUse use) {
        return use.internal().flatMap(placeholders::resolve);
    }

    private void checkListener(EndpointUse use, Set<String> heard) {
        internal(use)
                .filter(name -> !use.reads() && !heard.contains(name))
                .ifPresent(name -> problems.accept(use.uri()
                        .problem("no route of this file or of the shared ones begins with " + name
                                + Nearest.suggestion(name, heard))));
    }

    private void check(EndpointUse use) {
        Optional<String> scheme = scheme(use);
        if (scheme.isEmpty()) {
            return;
        }
        String name = scheme.get();
        Optional<Component> component = Component.named(name);
        if (component.isEmpty()) {
            problems.accept(use.uri()
                    .problem(
                            "there is no component \"" + name + "\"" + Nearest.suggestion(name, ComponentNames.all())));
            return;
        }
        if (use.begins() && !component.get().consumes()) {
            problems.accept(use.uri().problem("no route can begin with " + name + ", which only takes messages"));
        } else if (!use.reads() && !component.get().produces()) {
            problems.accept(use.uri().problem("nothing can be sent to " + name + ", which only begins routes"));
        } else {
            checkOptions(use, name, component.get());
        }
    }

    private void checkOptions(EndpointUse use, String name, Component component) {
        for (EndpointUse.Option option : use.options()) {
            check(name, component, option);
        }
        checkRequired(use, name, component);
    }

    /** A key may stand for a whole URI. */
    private Optional<String> scheme(EndpointUse use) {
        return (use.scheme().contains("{") ? placeholders.resolve(use.text()) : Optional.of(use.scheme()))
                .map(text -> text.split("[:?]", 2)[0])
                .filter(name -> !name.contains("{"));
    }

    private void check(String name, Component component, EndpointUse.Option option) {
        Optional<JsonNode> description = component.option(option.name());
        if (description.isPresent()) {
            checkValue(option, description.get());
        } else if (!component.takesAnything()
                && !option.name().contains("{{")
                && !option.name().contains("${")) {
            problems.accept(option.place()
                    .problem(
                            option.offset(),
                            "unknown option \"" + option.name() + "\" of " + name
                                    + Nearest.suggestion(option.name(), component.options())));
        }
    }

    private void checkValue(EndpointUse.Option option, JsonNode description) {
        Optional<String> value = placeholders.resolve(option.value());
        boolean open = value.isEmpty()
                || value.get().startsWith("#")
                || value.get().startsWith("RAW(")
                || value.get().contains("${")
                || value.get().contains("{{");
        if (!open) {
            wrong(value.get(), description)
                    .ifPresent(due -> problems.accept(option.place()
                            .problem(
                                    option.offset(),
                                    "option \"" + option.name() + "\" is " + shown(value.get(), description)
                                            + ", and must be " + due)));
        }
    }

    private static String shown(String value, JsonNode description) {
        return description.path("secret").asBoolean() ? "something else" : "\"" + value + "\"";
    }

    /** What the value should be, if it is not that. */
    private static Optional<String> wrong(String value, JsonNode description) {
        List<String> choices = new ArrayList<>();
        description.path("enum").forEach(choice -> choices.add(choice.asText()));
        boolean right =
                switch (description.path("type").asText()) {
                    case "boolean" -> Scalars.isBoolean(value);
                    case "integer" -> Scalars.isWhole(value);
                    case "number" -> Scalars.isNumber(value);
                    case "duration" -> Scalars.isDuration(value);
                    case "enum" -> choices.stream().anyMatch(value::equalsIgnoreCase);
                    default -> !isSize(description) || Scalars.isSize(value);
                };
        return right ? Optional.empty() : Optional.of(due(value, description, choices));
    }

    private static boolean isSize(JsonNode description) {
        return description.path("javaType").asText().endsWith(".DataSize");
    }

    private static String due(String value, JsonNode description, List<String> choices) {
        return switch (description.path("type").asText()) {
            case "boolean" -> "true or false";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "duration" -> "a duration such as 200ms, 30s or 12h";
            case "enum" -> "one of " + String.join(", ", choices) + Nearest.suggestion(value, choices);
            default -> "a size such as 64KiB or 16MiB";
        };
    }

    private void checkRequired(EndpointUse use, String name, Component component) {
        boolean path = use.text().contains(":");
        for (String required : component.options()) {
            JsonNode description = component.option(required).orElseThrow();
            boolean given = "path".equals(description.path("kind").asText()) && path
                    || use.options().stream().anyMatch(option -> option.name().equalsIgnoreCase(required));
            if (description.path("required").asBoolean()
                    && !given
                    && !use.text().startsWith("{{")) {
                problems.accept(use.uri().problem(name + " needs \"" + required + "\""));
            }
        }
    }
}
