package dev.dromedary.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A place where a route names an endpoint.
 *
 * @param step the key that it stands under: {@code from}, {@code to}, ...
 * @param uri the place of the URI
 * @param parameters the place of the options that are not in the URI
 */
record EndpointUse(String step, Place uri, Optional<Place> parameters) {

    private static final Set<String> SENDERS = Set.of("to", "toD", "wireTap");
    private static final Set<String> READERS = Set.of("from", "poll");

    /** An option, in the URI or beside it. */
    record Option(String name, String value, Place place, int offset) {}

    /** The endpoints of a document, except patterns for endpoints. */
    static List<EndpointUse> in(Document document) {
        List<EndpointUse> uses = new ArrayList<>();
        document.entries().forEach(entry -> {
            String step = entry.name();
            Place value = entry.value();
            if (SENDERS.contains(step) || READERS.contains(step)) {
                if (value.text().isPresent()) {
                    uses.add(new EndpointUse(step, value, Optional.empty()));
                }
                value.get("uri")
                        .filter(uri -> uri.text().isPresent())
                        .ifPresent(uri -> uses.add(new EndpointUse(step, uri, value.get("parameters"))));
            } else if (step.equals("deadLetterUri") && value.text().isPresent()) {
                uses.add(new EndpointUse(step, value, Optional.empty()));
            }
        });
        return uses;
    }

    boolean begins() {
        return step.equals("from");
    }

    boolean reads() {
        return READERS.contains(step);
    }

    String text() {
        return uri.text().orElse("");
    }

    /** The component's name. */
    String scheme() {
        return text().split("[:?]", 2)[0];
    }

    /** Whether parts of it are known only when a message is there. */
    boolean isDynamic() {
        return text().contains("${");
    }

    List<Option> options() {
        List<Option> options = new ArrayList<>();
        int start = text().indexOf('?', scheme().length());
        // A question mark in a placeholder stands for an optional key.
        while (start > 0 && text().charAt(start - 1) == '{') {
            start = text().indexOf('?', start + 1);
        }
        if (start >= 0) {
            int offset = start + 1;
            for (String pair : text().substring(offset).split("&")) {
                String[] parts = pair.split("=", 2);
                if (parts.length == 2 && !parts[0].isEmpty()) {
                    options.add(new Option(parts[0], parts[1], uri, offset));
                }
                offset += pair.length() + 1;
            }
        }
        for (Place.Entry entry : parameters.map(Place::entries).orElse(List.of())) {
            options.add(new Option(entry.name(), entry.value().text().orElse("#"), entry.key(), 0));
        }
        return options;
    }

    /** {@code direct:name} or {@code seda:name}, without options, if it is one of these. */
    Optional<String> internal() {
        if (isDynamic() || !Set.of("direct", "seda").contains(scheme())) {
            return Optional.empty();
        }
        String path = text().replaceFirst("\\?.*", "");
        if (path.contains(":")) {
            return Optional.of(path.replaceFirst(":/*", ":"));
        }
        return parameters.flatMap(given -> given.text("name")).map(name -> path + ":" + name);
    }
}
