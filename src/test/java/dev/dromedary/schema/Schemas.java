package dev.dromedary.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Schema checks, from the jar's schemas or from a text that stands in a folder on the class path. */
final class Schemas {

    private Schemas() {}

    static SchemaCheck builtIn(String name) {
        SchemaCheck.Builder builder = new SchemaCheck.Builder();
        builder.setSchema(name);
        return builder.build();
    }

    static SchemaCheck of(Path folder, String schema) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Files.writeString(folder.resolve("own.schema.json"), schema);
            thread.setContextClassLoader(loader);
            return builtIn("own.schema.json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
