package dev.dromedary.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteResourceTest {

    @Test
    void aFileIsReadByTheClassLoaderOfTheThread(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("insert.sql"), "insert into é");
        Thread thread = Thread.currentThread();
        ClassLoader former = thread.getContextClassLoader();
        try (URLClassLoader routes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, former)) {
            thread.setContextClassLoader(routes);

            assertThat(RouteResource.read("statement", "insert.sql")).asString().isEqualTo("insert into é");
        } finally {
            thread.setContextClassLoader(former);
        }
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RouteResource.read("schema", "schemas/none.json"))
                .withMessage("schema schemas/none.json is neither in the routes folder nor in the jar");
    }
}
