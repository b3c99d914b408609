package dev.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.alerts.Bounds;
import dev.dromedary.pipeline.RouteFile;
import dev.dromedary.schedule.Timetable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The rules that hold for every route file and every class, so that nobody has to remember them in a review. */
class ConventionsTest {

    private static final Path ROUTES = Path.of("src/main/resources/routes");
    private static final Path JAVA = Path.of("src/main/java");
    private static final String SUFFIX = ".camel.yaml";
    private static final String KEBAB = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([^}:]+)(?::[^}]*)?}}");
    private static final Set<String> SHARED = Set.of("beans", "dead-letters", "failures");

    private final Map<String, String> routeTexts = texts(ROUTES, ".yaml");
    private final Map<String, String> sources = texts(JAVA, ".java");
    private final List<Object> documents =
            routeTexts.values().stream().map(ConventionsTest::parse).toList();

    // ------------------------------------------------------------------------------------------------- routes

    @Test
    void routesLieInOneFlatFolderAndAreNamedAlike() throws IOException {
        try (Stream<Path> entries = Files.list(ROUTES)) {
            assertThat(entries).isNotEmpty().allSatisfy(entry -> {
                assertThat(entry).isRegularFile();
                assertThat(entry.getFileName().toString()).matches(KEBAB + Pattern.quote(SUFFIX));
            });
        }
    }

    @Test
    void routeIdsAreUniqueVerbPhrasesInKebabCase() {
        assertThat(maps("route", documents))
                .isNotEmpty()
                .extracting(route -> String.valueOf(route.get("id")))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches(KEBAB) && id.contains("-"));
    }

    @Test
    void everyRouteAndEveryConfigurationSaysInOneLineWhatItDoes() {
        List<Map<?, ?>> routes = new ArrayList<>(maps("route", documents));
        routes.addAll(maps("routeConfiguration", documents));

        assertThat(routes).isNotEmpty().allSatisfy(route -> {
            assertThat(route.get("description"))
                    .as("description of %s", route.get("id"))
                    .isInstanceOf(String.class);
            assertThat((String) route.get("description")).matches("[A-Z].{15,110}\\.");
        });
    }

    @Test
    void everyStepThatCallsABeanSaysWhatFor() {
        assertThat(maps("bean", documents)).isNotEmpty().allSatisfy(step -> assertThat((String) step.get("description"))
                .as("description of the step %s", step.get("ref"))
                .matches("[A-Z].{5,110}\\."));
    }

    @Test
    void aFileIsNamedAfterItsPipeline() {
        routeTexts.forEach((file, text) -> {
            String name = file.substring(0, file.length() - SUFFIX.length());
            List<String> pipelines = strings("pipeline", parse(text));
            if (SHARED.contains(name)) {
                assertThat(maps("from", parse(text)))
                        .as("routes in %s only continue others", file)
                        .allMatch(from -> endpoint(from).startsWith("direct:"));
            } else if (name.equals(RouteFile.ALERTS)) {
                assertThat(maps("from", parse(text)))
                        .as("routes in %s tell receivers", file)
                        .allMatch(from -> endpoint(from).startsWith("alerts:"));
            } else {
                assertThat(text).as("routes in %s", file).contains("- route:");
                assertThat(pipelines).as("pipelines in %s", file).allMatch(name::equals);
            }
        });
    }

    @Test
    void everyDirectEndpointHasOneConsumer() {
        List<String> consumers = new ArrayList<>();
        maps("from", documents).forEach(from -> consumers.add(endpoint(from)));
        List<String> producers = new ArrayList<>();
        for (String step : List.of("to", "toD", "wireTap", "enrich")) {
            maps(step, documents).forEach(to -> producers.add(endpoint(to)));
        }
        producers.addAll(strings("to", documents));

        assertThat(consumers).filteredOn(uri -> uri.startsWith("direct:")).doesNotHaveDuplicates();
        assertThat(producers).filteredOn(uri -> uri.startsWith("direct:")).isSubsetOf(consumers);
        assertThat(consumers).filteredOn(uri -> uri.startsWith("direct:")).isSubsetOf(producers);
    }

    @Test
    void noRouteLogsABodyOrAHeader() {
        for (Map<?, ?> log : maps("log", documents)) {
            assertThat(String.valueOf(log.get("message")))
                    .doesNotContainPattern("\\$\\{(in\\.)?(body|header|exchange)");
        }
        for (String message : strings("log", documents)) {
            assertThat(message).doesNotContainPattern("\\$\\{(in\\.)?(body|header|exchange)");
        }
        routeTexts.forEach((file, text) -> assertThat(text).as(file).doesNotContain("showBody=true", "showAll=true"));
    }

    @Test
    void noRouteUsesAScriptLanguage() {
        Set<String> scripts =
                Set.of("groovy", "js", "javascript", "joor", "java", "mvel", "ognl", "python", "spel", "script");

        assertThat(keys(documents)).doesNotContainAnyElementsOf(scripts);
        routeTexts.forEach((file, text) -> assertThat(text).as(file).doesNotContain("language:groovy", "#class:"));
    }

    @Test
    void everyPlaceholderIsADocumentedKey() {
        Set<String> used = new TreeSet<>();
        routeTexts.values().forEach(text -> used.addAll(found(PLACEHOLDER, text)));

        assertThat(used).isNotEmpty().isSubsetOf(documentedKeys());
    }

    @Test
    void everyDocumentedKeyIsUsed() {
        String java = String.join("\n", sources.values());
        String routes = String.join("\n", routeTexts.values());
        Set<String> pipelines = routeTexts.keySet().stream()
                .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                .filter(name -> !SHARED.contains(name) && !name.equals(RouteFile.ALERTS))
                .collect(Collectors.toSet());

        for (String key : documentedKeys()) {
            boolean ofEachPipeline = pipelines.contains(key.substring(0, key.indexOf('.')))
                    && (key.endsWith(".enabled")
                            || Timetable.SETTINGS.contains(key.substring(key.indexOf('.') + 1))
                            || Bounds.SETTINGS.contains(key.substring(key.indexOf('.') + 1)));
            assertThat(ofEachPipeline
                            || java.contains('"' + key + '"')
                            || found(PLACEHOLDER, routes).contains(key))
                    .as("%s is used", key)
                    .isTrue();
        }
        for (String pipeline : pipelines) {
            assertThat(documentedKeys()).contains(pipeline + ".enabled");
        }
    }

    // -------------------------------------------------------------------------------------------------- beans

    @Test
    void beansAreNamedOnceInKebabCase() {
        assertThat(declaredBeans())
                .extracting(bean -> (String) bean.get("name"))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches(KEBAB));
    }

    @Test
    void everyBeanHasAClassAndABuilderWithASetterForEachProperty() throws ReflectiveOperationException {
        for (Map<?, ?> bean : declaredBeans()) {
            Class<?> type = Class.forName((String) bean.get("type"));
            if (bean.get("builderClass") == null) {
                assertThat(bean.get("properties"))
                        .as("properties without a builder")
                        .isNull();
                assertThat(type.getConstructor()).isNotNull();
                continue;
            }
            Class<?> builder = Class.forName((String) bean.get("builderClass"));

            assertThat(type).isAssignableFrom(builder.getMethod("build").getReturnType());
            assertThat(names(builder.getMethods()))
                    .as("setters of %s for %s", builder.getName(), bean.get("name"))
                    .containsAll(setters(bean.get("properties")));
            if (bean.get("destroyMethod") != null) {
                assertThat(names(type.getMethods())).contains((String) bean.get("destroyMethod"));
            }
        }
    }

    @Test
    void everyStepNamesADeclaredBeanAndAMethodOfIt() throws ReflectiveOperationException {
        Map<String, String> types = declaredBeans().stream()
                .collect(Collectors.toMap(bean -> (String) bean.get("name"), bean -> (String) bean.get("type")));

        for (Map<?, ?> step : maps("bean", documents)) {
            assertThat(types).containsKey((String) step.get("ref"));
            Class<?> type = Class.forName(types.get((String) step.get("ref")));
            assertThat(names(type.getMethods())).contains((String) step.get("method"));
        }
        for (String text : routeTexts.values()) {
            assertThat(types.keySet()).containsAll(found(Pattern.compile("#bean:([^\"\\s?]+)"), text));
        }
    }

    // --------------------------------------------------------------------------------------------------- Java

    @Test
    void packagesAreNamedAfterTheDomain() {
        assertThat(packages())
                .doesNotContain("util", "utils", "common", "model", "processor", "config", "helper", "impl", "service");
    }

    @Test
    void onlyAdaptersKnowCamel() {
        assertThat(packagesWith(Pattern.compile("\\borg\\.apache\\.camel\\b")))
                .isSubsetOf(
                        "alerts",
                        "capture",
                        "deadletter",
                        "jmx",
                        // It names a logger of Camel's.
                        "logging",
                        "objects",
                        "sqs",
                        "pipeline",
                        "preview",
                        "validation",
                        "xml");
    }

    @Test
    void onlyCommandsAndTheRunThatTheyStartPrint() {
        assertThat(packagesWith(Pattern.compile("\\bSystem\\.(out|err)\\b"))).isSubsetOf("command", "pipeline");
        assertThat(packagesWith(Pattern.compile("printStackTrace"))).isEmpty();
    }

    @Test
    void theEnvironmentIsReadByCommandsAlone() {
        assertThat(packagesWith(Pattern.compile("\\bSystem\\.getenv\\b"))).isSubsetOf("command");
    }

    /** So that a test can set it ({@code ClockIT}). */
    @Test
    void theTimeOfDayIsAskedInOnePlace() {
        assertThat(
                        packagesWith(
                                Pattern.compile(
                                        "\\b(Instant\\.now|Clock\\.system|System\\.currentTimeMillis|(Local|Zoned|Offset)\\w+\\.now)\\b")))
                .isSubsetOf("clock");
    }

    @Test
    void noExceptionIsSwallowedWithoutAWord() {
        Pattern swallowed = Pattern.compile("catch\\s*\\([^)]*\\)\\s*\\{\\s*}");

        sources.forEach((file, text) -> assertThat(text).as(file).doesNotContainPattern(swallowed));
    }

    @Test
    void classesAreShort() {
        sources.forEach((file, text) -> assertThat(text.lines()
                        .filter(line -> !line.isBlank() && !line.matches("(package|import) .*"))
                        .count())
                .as("lines of %s, without blank ones and imports", file)
                .isLessThanOrEqualTo(220));
    }

    @Test
    void everyPublicTypeIsDocumented() {
        Pattern type = Pattern.compile(
                " *public ((static|final|abstract|sealed|non-sealed) )*(class|record|interface|enum|@interface) .*");

        sources.forEach((file, text) -> {
            // A type's Javadoc and annotations stand above it without a blank line between them.
            String paragraph = "";
            for (String line : text.lines().toList()) {
                paragraph = line.isBlank() ? "" : paragraph + line + '\n';
                if (type.matcher(line).matches()) {
                    assertThat(paragraph).as("%s: %s", file, line.strip()).contains("/**");
                }
            }
        });
    }

    @Test
    void whatIsLeftToDoIsNotWrittenIntoTheSources() {
        sources.forEach((file, text) -> assertThat(text).as(file).doesNotContainPattern("\\b(TODO|FIXME|XXX|HACK)\\b"));
    }

    // -------------------------------------------------------------------------------------------------- reading

    private static Map<String, String> texts(Path root, String ending) {
        try (Stream<Path> files = Files.walk(root)) {
            Map<String, String> texts = new TreeMap<>();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(ending)).toList()) {
                texts.put(root.relativize(file).toString(), Files.readString(file));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object parse(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    /** What stands under a key, anywhere in a tree of maps and lists. */
    private static Stream<Object> values(String key, Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Object own = map.get(key);
            return Stream.concat(Stream.ofNullable(own), map.values().stream().flatMap(value -> values(key, value)));
        }
        return tree instanceof List<?> list ? list.stream().flatMap(item -> values(key, item)) : Stream.empty();
    }

    private static List<Map<?, ?>> maps(String key, Object tree) {
        return values(key, tree)
                .filter(Map.class::isInstance)
                .<Map<?, ?>>map(value -> (Map<?, ?>) value)
                .toList();
    }

    private static List<String> strings(String key, Object tree) {
        return values(key, tree)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    private static Set<String> keys(Object tree) {
        Set<String> keys = new TreeSet<>();
        if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                keys.add(String.valueOf(key));
                keys.addAll(keys(value));
            });
        } else if (tree instanceof List<?> list) {
            list.forEach(item -> keys.addAll(keys(item)));
        }
        return keys;
    }

    private List<Map<?, ?>> declaredBeans() {
        return values("beans", documents)
                .filter(List.class::isInstance)
                .flatMap(beans -> ((List<?>) beans).stream())
                .<Map<?, ?>>map(bean -> (Map<?, ?>) bean)
                .toList();
    }

    /** An endpoint's URI without its options. */
    private static String endpoint(Map<?, ?> step) {
        String uri = String.valueOf(step.get("uri")).replaceFirst("\\?.*", "");
        Object name = step.get("parameters") instanceof Map<?, ?> parameters ? parameters.get("name") : null;
        return uri.contains(":") || name == null ? uri : uri + ":" + name;
    }

    private static Set<String> names(Method[] methods) {
        return Arrays.stream(methods).map(Method::getName).collect(Collectors.toSet());
    }

    private static Set<String> setters(Object properties) {
        Set<String> setters = new TreeSet<>();
        if (properties instanceof Map<?, ?> map) {
            for (Object property : map.keySet()) {
                String name = String.valueOf(property);
                setters.add("set" + Character.toUpperCase(name.charAt(0)) + name.substring(1));
            }
        }
        return setters;
    }

    private static Set<String> documentedKeys() {
        try {
            return found(
                    Pattern.compile("(?m)^#?([a-z][a-z0-9.-]*)="), Files.readString(Path.of("application.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<String> packages() {
        return sources.keySet().stream().map(ConventionsTest::folder).collect(Collectors.toSet());
    }

    private Set<String> packagesWith(Pattern pattern) {
        return sources.entrySet().stream()
                .filter(source -> pattern.matcher(source.getValue()).find())
                .map(source -> folder(source.getKey()))
                .collect(Collectors.toSet());
    }

    private static String folder(String file) {
        return Path.of(file).getParent().getFileName().toString();
    }

    /** The first group of each match. */
    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
