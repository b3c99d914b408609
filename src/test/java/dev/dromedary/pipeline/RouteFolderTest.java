package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.alerts.Bounds;
import dev.dromedary.schedule.Timetable;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteFolderTest {

    private static final String SCHEMA = "schemas/login.schema.json";

    @TempDir
    private Path folder;

    @Test
    void theJarsFilesAreInForceByThemselves() throws IOException {
        RouteFolder routes = RouteFolder.open(Optional.empty());

        assertThat(routes.files())
                .extracting(RouteFile::name)
                .contains("beans", "failures", "logins")
                .isSorted();
        assertThat(routes.files()).noneMatch(RouteFile::overlaid);
        assertThat(routes.pipelines()).contains("logins").doesNotContain("beans", "failures");
        RouteFile logins = file(routes, "logins");
        assertThat(logins.location()).isEqualTo("classpath:routes/logins.camel.yaml");
        assertThat(logins.text()).isEqualTo(Files.readString(Path.of("src/main/resources/routes/logins.camel.yaml")));
    }

    @Test
    void aFileOfTheSameNameReplacesTheJars() throws IOException {
        Path own = write("logins.camel.yaml", "# own");

        RouteFolder routes = open();

        RouteFile logins = file(routes, "logins");
        assertThat(logins.text()).isEqualTo("# own");
        assertThat(logins.overlaid()).isTrue();
        assertThat(logins.location()).isEqualTo(own.toUri().toString());
        assertThat(file(routes, "beans").overlaid()).isFalse();
        assertThat(routes.pipelines())
                .isEqualTo(RouteFolder.open(Optional.empty()).pipelines());
    }

    @Test
    void aNewNameAddsAPipeline() throws IOException {
        write("orders.camel.yaml", "# own");

        assertThat(open().pipelines()).contains("logins", "orders");
    }

    @Test
    void aSharedFileOfTheFolderIsNoPipeline() throws IOException {
        write("beans.camel.yaml", "# own");

        RouteFolder routes = open();

        assertThat(file(routes, "beans").overlaid()).isTrue();
        assertThat(routes.pipelines()).doesNotContain("beans");
    }

    @Test
    void otherFilesAreLeftAlone() throws IOException {
        write("README.md", "words");
        write("schemas/own.schema.json", "{}");

        assertThat(open().files())
                .hasSameSizeAs(RouteFolder.open(Optional.empty()).files());
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders.yaml", "orders.yml", "orders.camel.yml", "ordersXcamel.yaml"})
    void yamlThatWouldNotBeReadIsRefused(String name) throws IOException {
        Path file = write(name, "");

        refused(this::open, file.toString(), "NAME.camel.yaml");
    }

    @Test
    void aFolderThatIsNamedLikeARouteFileIsRefused() throws IOException {
        Path file = Files.createDirectory(folder.resolve("orders.camel.yaml"));

        refused(this::open, file.toString(), "is a folder");
    }

    @Test
    void whatIsNoFolderIsRefused() throws IOException {
        Path file = write("file", "");

        refused(() -> RouteFolder.open(Optional.of(file)), "--routes " + file, "is not a folder");
        refused(() -> RouteFolder.open(Optional.of(folder.resolve("absent"))), "absent", "is not a folder");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Path file = Files.write(folder.resolve("orders.camel.yaml"), "# \u00e4".getBytes(StandardCharsets.ISO_8859_1));

        refused(this::open, file.toString(), "UTF-8");
    }

    @Test
    void selectingAPipelineTakesTheSharedFilesAlong() throws IOException {
        write("orders.camel.yaml", "# own");

        assertThat(open().select(Set.of("orders")))
                .extracting(RouteFile::name)
                .containsExactly("beans", "dead-letters", "failures", "orders");
    }

    @Test
    void anUnknownPipelineIsRefusedWithTheNearest() throws IOException {
        write("orders.camel.yaml", "# own");

        refused(() -> open().select(Set.of("login")), "\"login\"", "logins, orders", "did you mean \"logins\"?");
        refused(() -> open().select(Set.of("beans")), "no pipeline \"beans\"");
    }

    @Test
    void placeholdersAreTheFoldersOwnKeysAndThoseOfEachPipeline() throws IOException {
        write(
                "orders.camel.yaml",
                "uri: x:{{orders.queue}}?a={{?orders.user}}&b={{orders.batch-size:7}}&c={{!orders.off}} {{}} {{ no }}");

        assertThat(open().placeholders())
                .contains("orders.queue", "orders.user", "orders.batch-size", "orders.off")
                .contains("orders.enabled", "logins.enabled", "orders.schedule", "orders.after")
                .doesNotContain("logins.queue", "warehouse.url", "beans.enabled", "no", "");
        assertThat(RouteFolder.open(Optional.empty()).placeholders()).isEqualTo(keysOfEachPipelineInTheJar());
    }

    private static Set<String> keysOfEachPipelineInTheJar() {
        Set<String> keys = new TreeSet<>();
        for (String name : RouteFolder.open(Optional.empty()).pipelines()) {
            keys.add(name + ".enabled");
            Timetable.SETTINGS.forEach(setting -> keys.add(name + "." + setting));
            Bounds.SETTINGS.forEach(setting -> keys.add(name + "." + setting));
        }
        return keys;
    }

    @Test
    void theClassLoaderLooksInTheFolderFirst() throws IOException {
        write(SCHEMA, "{\"title\": \"own\"}");
        ClassLoader loader = open().classLoader();

        assertThat(text(loader, SCHEMA)).isEqualTo("{\"title\": \"own\"}");
        assertThat(loader.getResource(SCHEMA))
                .isEqualTo(folder.resolve(SCHEMA).toUri().toURL());
        assertThat(text(loader, "sql/insert-login.sql")).contains("insert into user_logins");
        assertThat(loader.getResource("schemas/absent.json")).isNull();
    }

    @Test
    void withoutAFolderTheClassLoaderIsThePrograms() throws IOException {
        ClassLoader loader = RouteFolder.open(Optional.empty()).classLoader();

        assertThat(loader).isSameAs(RouteFolder.class.getClassLoader());
        assertThat(text(loader, SCHEMA)).contains("Login event");
    }

    @Test
    void anExportIsTheFilesInForceWithSchemasAndStatements() throws IOException {
        write("logins.camel.yaml", "# own");
        Path target = folder.resolve("a/export");

        List<Path> written = open().export(target);

        assertThat(written)
                .contains(
                        target.resolve("logins.camel.yaml"),
                        target.resolve("beans.camel.yaml"),
                        target.resolve(SCHEMA),
                        target.resolve("sql/insert-login.sql"))
                .allSatisfy(file -> assertThat(file).isRegularFile());
        assertThat(target.resolve("logins.camel.yaml")).hasContent("# own");
        assertThat(target.resolve("beans.camel.yaml"))
                .hasSameTextualContentAs(Path.of("src/main/resources/routes/beans.camel.yaml"));
        assertThat(target.resolve(SCHEMA)).hasSameTextualContentAs(Path.of("src/main/resources", SCHEMA));
    }

    @Test
    void anExportIsItselfAnOverlayThatChangesNothing() {
        Path target = folder.resolve("export");
        RouteFolder before = RouteFolder.open(Optional.empty());
        before.export(target);

        RouteFolder after = RouteFolder.open(Optional.of(target));

        assertThat(after.files()).allMatch(RouteFile::overlaid);
        assertThat(after.files())
                .extracting(RouteFile::text)
                .containsExactlyElementsOf(
                        before.files().stream().map(RouteFile::text).toList());
    }

    @Test
    void anExportOverwritesNothingAndThenWritesNothing() throws IOException {
        Path target = folder.resolve("export");
        Path there = write("export/" + SCHEMA, "mine");

        refused(() -> open().export(target), there.toString(), "is there already");

        assertThat(there).hasContent("mine");
        assertThat(target.resolve("beans.camel.yaml")).doesNotExist();
    }

    @Test
    void anExportThatCannotBeWrittenIsAConfigurationError() throws IOException {
        Path file = write("file", "");

        refused(() -> open().export(file), "cannot write to " + file);
    }

    private RouteFolder open() {
        return RouteFolder.open(Optional.of(folder));
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static RouteFile file(RouteFolder routes, String name) {
        return routes.files().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String text(ClassLoader loader, String resource) throws IOException {
        try (InputStream stream = loader.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void refused(ThrowingCallable call, String... parts) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).hasLineCount(1));
    }
}
