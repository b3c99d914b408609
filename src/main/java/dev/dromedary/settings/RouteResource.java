package dev.dromedary.settings;

import java.io.IOException;
import java.io.InputStream;

/** The files that routes name, such as {@code sql/insert-login.sql}: in the routes folder, else in the jar. */
public final class RouteResource {

    private RouteResource() {}

    /**
     * Reads a file by the context class loader of this thread, which knows the routes folder.
     *
     * @param kind what the file is, for the message
     * @throws ConfigurationException if there is none of that name, or it cannot be read
     */
    public static byte[] read(String kind, String name) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream stream = loader.getResourceAsStream(name)) {
            if (stream == null) {
                throw new ConfigurationException(kind + " " + name + " is neither in the routes folder nor in the jar");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new ConfigurationException(kind + " " + name + " cannot be read", e);
        }
    }
}
