package dev.dromedary.validation;

import dev.dromedary.settings.Nearest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Checks beans: their classes, properties and methods, and that what refers to one finds it. */
final class Beans {

    /** Keys whose value is the name of a bean. */
    private static final Set<String> REFERENCES = Set.of(
            "ref",
            "errorHandlerRef",
            "exchangeFormatterRef",
            "executorServiceRef",
            "loggerRef",
            "onExceptionOccurredRef",
            "onPrepareFailureRef",
            "onRedeliveryRef",
            "redeliveryPolicyRef",
            "transactedPolicyRef");

    private static final Pattern REFERENCE = Pattern.compile("#bean:([^\\s?&#]+)");

    private final Placeholders placeholders;
    private final Consumer<Problem> problems;

    Beans(Placeholders placeholders, Consumer<Problem> problems) {
        this.placeholders = placeholders;
        this.problems = problems;
    }

    void check(List<Document> documents) {
        for (Document document : documents) {
            Map<String, DeclaredBean> seen = new HashMap<>();
            Set<String> names = new TreeSet<>();
            for (Document other : documents) {
                if (document.sees(other)) {
                    DeclaredBean.namesIn(other).forEach(names::add);
                    DeclaredBean.in(other).forEach(bean -> bean.name().ifPresent(name -> seen.put(name, bean)));
                }
            }
            DeclaredBean.in(document).forEach(this::check);
            for (Place place : document.places()) {
                REFERENCE
                        .matcher(place.text().orElse(""))
                        .results()
                        .forEach(match -> checkReference(place, match.start(), match.group(1), names));
            }
            document.entries()
                    .filter(entry -> REFERENCES.contains(entry.name()))
                    .forEach(entry -> entry.value()
                            .text()
                            .filter(name -> !name.startsWith("#"))
                            .ifPresent(name -> checkReference(entry.value(), 0, name, names)));
            document.anywhere("bean").forEach(step -> checkStep(step, seen));
        }
    }

    private void checkReference(Place place, int offset, String reference, Set<String> names) {
        placeholders
                .resolve(reference)
                .filter(name -> !name.contains("{") && !names.contains(name))
                .ifPresent(name -> problems.accept(place.problem(
                        offset,
                        "no bean of this file or of the shared ones is named \"" + name + "\""
                                + Nearest.suggestion(name, names))));
    }

    private void check(DeclaredBean bean) {
        if (bean.isScripted()) {
            return;
        }
        Optional<Class<?>> type = type(bean.place(), "type");
        Optional<Class<?>> builder = type(bean.place(), "builderClass");
        boolean built = bean.place().get("builderClass").isPresent();
        (built ? builder : type).ifPresent(target -> checkProperties(bean.place(), target));
        builder.ifPresent(target -> checkMethod(
                bean.place().get("builderMethod").orElse(bean.place()),
                bean.place().text("builderMethod").orElse("build"),
                target));
        for (String key : List.of("initMethod", "destroyMethod")) {
            bean.place()
                    .get(key)
                    .ifPresent(place -> type.ifPresent(
                            target -> checkMethod(place, place.text().orElse(""), target)));
        }
    }

    /** The class under a key, which is told if it is missing. */
    private Optional<Class<?>> type(Place mapping, String key) {
        Optional<Place> place = mapping.get(key);
        Optional<String> name = place.flatMap(Place::text)
                .flatMap(placeholders::resolve)
                .map(text -> text.replaceFirst("^#class:", ""))
                .filter(text -> !text.contains("#") && !text.contains("("));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<Class<?>> type = JavaTypes.find(name.get());
        if (type.isEmpty()) {
            problems.accept(place.get().problem("there is no class " + name.get()));
        }
        return type;
    }

    private void checkProperties(Place bean, Class<?> target) {
        if (Map.class.isAssignableFrom(target)) {
            return;
        }
        Set<String> known = JavaTypes.properties(target);
        for (Place.Entry property : bean.get("properties").map(Place::entries).orElse(List.of())) {
            String name = property.name().split("[.\\[]", 2)[0];
            if (known.stream().noneMatch(other -> plain(other).equals(plain(name)))) {
                problems.accept(property.key()
                        .problem("unknown property \"" + name + "\" of " + target.getName()
                                + Nearest.suggestion(name, known)));
            }
        }
    }

    /** Camel takes {@code batch-size} for {@code batchSize}. */
    private static String plain(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }

    private void checkStep(Place step, Map<String, DeclaredBean> beans) {
        Optional<Class<?>> type = type(step, "beanType");
        if (type.isEmpty() && step.get("beanType").isEmpty()) {
            type = step.text("ref")
                    .flatMap(name -> Optional.ofNullable(beans.get(name)))
                    .filter(bean -> !bean.isScripted())
                    .flatMap(bean -> bean.place().text("type"))
                    .flatMap(JavaTypes::find);
        }
        Optional<Place> method = step.get("method");
        if (type.isPresent() && method.flatMap(Place::text).isPresent()) {
            checkMethod(method.get(), method.get().text().orElse("").replaceFirst("\\(.*", ""), type.get());
        }
    }

    private void checkMethod(Place place, String name, Class<?> type) {
        if (!name.contains("{") && !JavaTypes.methods(type).contains(name)) {
            problems.accept(place.problem(type.getName() + " has no method \"" + name + "\""
                    + Nearest.suggestion(name, JavaTypes.ownMethods(type))));
        }
    }
}
