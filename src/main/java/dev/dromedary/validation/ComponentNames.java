package dev.dromedary.validation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The names of the components on the class path, for the message about one that is not. */
final class ComponentNames {

    private static final String FOLDER = "META-INF/services/org/apache/camel/component/";

    private ComponentNames() {}

    static Set<String> all() {
        Set<String> names = new TreeSet<>();
        try {
            for (URL url :
                    Collections.list(ComponentNames.class.getClassLoader().getResources(FOLDER))) {
                URLConnection connection = url.openConnection();
                if (connection instanceof JarURLConnection jar) {
                    collect(jar, names);
                } else {
                    collect(Path.of(URI.create(url.toString())), names);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static void collect(JarURLConnection jar, Set<String> names) throws IOException {
        jar.getJarFile().stream()
                .map(entry -> entry.getName())
                .filter(name -> name.startsWith(FOLDER) && name.length() > FOLDER.length())
                .forEach(name -> names.add(name.substring(FOLDER.length())));
    }

    private static void collect(Path folder, Set<String> names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
    }
}
