package dev.dromedary.pipeline;

import dev.dromedary.alerts.Bounds;
import dev.dromedary.schedule.Timetable;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Nearest;
import dev.dromedary.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The route files in force: those in the jar, overlaid by those of a folder. A file of the same name replaces the jar's,
 * a new name adds a pipeline. The folder comes first on the class path too, so that {@code schemas/login.schema.json} in
 * it replaces the jar's. Immutable.
 */
public final class RouteFolder {

    private static final String BUILT_IN = "routes";
    private static final List<String> RESOURCES = List.of("schemas", "sql");

    private final Map<String, RouteFile> files;
    private final Optional<Path> overlay;

    private RouteFolder(Map<String, RouteFile> files, Optional<Path> overlay) {
        this.files = files;
        this.overlay = overlay;
    }

    /**
     * @param overlay the folder that overlays the jar's files, if any
     * @throws ConfigurationException if it is no folder, or holds YAML that is not named as route files are
     */
    public static RouteFolder open(Optional<Path> overlay) {
        return open(overlay, (file, what) -> {
            throw new ConfigurationException(
                    overlay.map(folder -> folder.resolve(file)).orElseThrow() + ": " + what);
        });
    }

    /**
     * Opens what can be read.
     *
     * @param unreadable is told the name of each file that cannot be a route file, and why, in one line
     * @throws ConfigurationException if the overlay is no folder, or cannot be listed
     */
    public static RouteFolder open(Optional<Path> overlay, BiConsumer<String, String> unreadable) {
        Map<String, RouteFile> files = new TreeMap<>();
        for (String file : builtIn(BUILT_IN)) {
            String name = file.substring(0, file.length() - RouteFile.SUFFIX.length());
            String location = BUILT_IN + "/" + file;
            files.put(name, new RouteFile(name, "classpath:" + location, false, text(location)));
        }
        overlay.ifPresent(
                folder -> new OverlayFiles(folder, unreadable).read().forEach(file -> files.put(file.name(), file)));
        return new RouteFolder(files, overlay);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigurationException(file + " cannot be read as UTF-8: " + e.getMessage(), e);
        }
    }

    /** Names of the files in a folder of the jar (or of the classes folder, before there is a jar). */
    private static Collection<String> builtIn(String folder) {
        URL url = RouteFolder.class.getResource("/" + folder);
        if (url == null) {
            throw new IllegalStateException("the jar has no entry for its folder " + folder);
        }
        try {
            if (url.openConnection() instanceof JarURLConnection connection) {
                return names(connection, folder + "/");
            }
            return names(Path.of(url.toURI()));
        } catch (IOException | java.net.URISyntaxException e) {
            throw new IllegalStateException("the jar's folder " + folder + " cannot be listed", e);
        }
    }

    /** Shares the index of entries that the class loader has: a file system of the jar would make one of its own. */
    private static Collection<String> names(JarURLConnection connection, String folder) throws IOException {
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            return new TreeSet<>(jar.stream()
                    .map(JarEntry::getName)
                    .filter(entry -> entry.startsWith(folder) && entry.length() > folder.length())
                    .map(entry -> entry.substring(folder.length()))
                    .toList());
        }
    }

    private static Collection<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return new TreeSet<>(
                    entries.map(entry -> entry.getFileName().toString()).toList());
        }
    }

    private static String text(String resource) {
        try (InputStream stream = RouteFolder.class.getResourceAsStream("/" + resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read from the jar", e);
        }
    }

    private String inForce(String resource) {
        return overlay.map(folder -> folder.resolve(resource))
                .filter(Files::exists)
                .map(RouteFolder::read)
                .orElseGet(() -> text(resource));
    }

    /** All files, shared ones too, by name. */
    public Collection<RouteFile> files() {
        return files.values();
    }

    /** Names of the pipelines. */
    public Set<String> pipelines() {
        Set<String> names = new TreeSet<>();
        files.values().stream()
                .filter(RouteFile::isPipeline)
                .map(RouteFile::name)
                .forEach(names::add);
        return names;
    }

    /** Names of the pipelines that are not switched off ({@code NAME.enabled}). */
    public Set<String> enabled(Settings settings) {
        return pipelines().stream()
                .filter(name -> settings.find(name + ".enabled")
                        .map(Boolean::parseBoolean)
                        .orElse(true))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * The shared files and, after them because they refer to them, the given pipelines.
     *
     * @throws ConfigurationException if there is no such pipeline
     */
    public List<RouteFile> select(Set<String> pipelines) {
        for (String name : pipelines) {
            if (!pipelines().contains(name)) {
                throw new ConfigurationException("there is no pipeline \"" + name + "\"; there are "
                        + String.join(", ", pipelines()) + Nearest.suggestion(name, pipelines()));
            }
        }
        return files.values().stream()
                .filter(file -> file.isShared() || pipelines.contains(file.name()))
                .sorted(Comparator.comparing(RouteFile::isPipeline))
                .toList();
    }

    /** The file whose routes tell people what is wrong. */
    public RouteFile alerts() {
        return files.get(RouteFile.ALERTS);
    }

    /** The keys that the folder's files use as placeholders: a user's own routes bring their own settings. */
    public Set<String> placeholders() {
        Set<String> keys = new TreeSet<>();
        for (RouteFile file : files.values()) {
            if (file.overlaid()) {
                keys.addAll(file.keys());
            }
            if (file.isPipeline()) {
                keys.add(file.name() + ".enabled");
                Timetable.SETTINGS.forEach(setting -> keys.add(file.name() + "." + setting));
                Bounds.SETTINGS.forEach(setting -> keys.add(file.name() + "." + setting));
            }
        }
        return keys;
    }

    /** A class loader that looks for resources in the folder first. */
    public ClassLoader classLoader() {
        ClassLoader parent = RouteFolder.class.getClassLoader();
        return overlay.map(folder -> (ClassLoader) new OverlayClassLoader(folder, parent))
                .orElse(parent);
    }

    private static final class OverlayClassLoader extends URLClassLoader {

        OverlayClassLoader(Path folder, ClassLoader parent) {
            super(new URL[] {url(folder)}, parent);
        }

        private static URL url(Path folder) {
            try {
                return folder.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public URL getResource(String name) {
            URL own = findResource(name);
            return own != null ? own : super.getResource(name);
        }
    }

    /**
     * Writes the files in force, with the schemas and statements that they use, for editing. No file is overwritten.
     *
     * @return the files written
     * @throws ConfigurationException if a file is there already, or cannot be written
     */
    public List<Path> export(Path target) {
        Map<Path, String> contents = new TreeMap<>();
        for (RouteFile file : files.values()) {
            contents.put(target.resolve(file.name() + RouteFile.SUFFIX), file.text());
        }
        for (String folder : RESOURCES) {
            for (String name : builtIn(folder)) {
                contents.put(target.resolve(folder).resolve(name), inForce(folder + "/" + name));
            }
        }
        for (Path file : contents.keySet()) {
            if (Files.exists(file)) {
                throw new ConfigurationException(file + " is there already; export to another folder");
            }
        }
        try {
            for (Map.Entry<Path, String> content : contents.entrySet()) {
                Files.createDirectories(content.getKey().getParent());
                Files.writeString(content.getKey(), content.getValue());
            }
        } catch (IOException e) {
            throw new ConfigurationException("cannot write to " + target + ": " + e, e);
        }
        return new ArrayList<>(contents.keySet());
    }
}
