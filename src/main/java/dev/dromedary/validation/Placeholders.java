package dev.dromedary.validation;

import dev.dromedary.settings.Nearest;
import dev.dromedary.settings.Setting;
import dev.dromedary.settings.Settings;
import dev.dromedary.settings.SettingsCatalog;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The {@code {{key}}} in route files, and what stands for them. */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([?!]?)([A-Za-z][A-Za-z0-9._-]*)(?::([^}]*))?}}");

    /** Where Camel itself looks a key up. */
    private static final Set<String> FUNCTIONS = Set.of("env", "sys", "bean", "service", "cloud");

    private final Settings settings;
    private final List<String> known =
            SettingsCatalog.builtIn().all().stream().map(Setting::key).collect(Collectors.toList());

    Placeholders(Settings settings) {
        this.settings = settings;
    }

    /** Tells which keys have no value. A route template's own parameters get theirs from who uses it. */
    void check(Document document, Consumer<Problem> problems) {
        Set<String> parameters = document.top("routeTemplate").stream()
                .flatMap(template -> template.get("parameters").stream())
                .flatMap(list -> list.items().stream())
                .flatMap(parameter -> parameter.text("name").stream())
                .collect(Collectors.toSet());
        for (Place place : document.places()) {
            PLACEHOLDER.matcher(place.text().orElse("")).results().forEach(match -> {
                if (!parameters.contains(match.group(2))) {
                    check(place, match, problems);
                }
            });
        }
    }

    private void check(Place place, MatchResult match, Consumer<Problem> problems) {
        String key = match.group(2);
        boolean optional = match.group(1).equals("?") || match.group(3) != null;
        if (optional || settings.find(key).isPresent()) {
            return;
        }
        String why = known.contains(key)
                ? "{{" + key + "}} has no value; set it, or write {{?" + key + "}} where it may be absent"
                : "{{" + key + "}} is no setting and has no value" + Nearest.suggestion(key, known);
        problems.accept(place.problem(match.start(), why));
    }

    /** The text with the values of its keys; empty if one has none that is known. */
    Optional<String> resolve(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            if (FUNCTIONS.contains(matcher.group(2))) {
                return Optional.empty();
            }
            Optional<String> value = settings.find(matcher.group(2)).or(() -> Optional.ofNullable(matcher.group(3)));
            if (value.isEmpty() || matcher.group(1).equals("!")) {
                return Optional.empty();
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value.get()));
        }
        return Optional.of(matcher.appendTail(resolved).toString());
    }
}
