package dev.dromedary.pipeline;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Route;

/**
 * One YAML file of routes.
 *
 * @param name the file's name without {@code .camel.yaml}: a pipeline's name, that of a shared file, or {@link #ALERTS}
 * @param location where Camel finds it: {@code file:…} or {@code classpath:…}
 * @param overlaid whether it comes from the routes folder and not from the jar
 * @param text its content
 */
public record RouteFile(String name, String location, boolean overlaid, String text) {

    /** Ending of the names of route files. */
    public static final String SUFFIX = ".camel.yaml";

    /** Name of the file whose routes tell people what is wrong, apart from the pipelines. */
    public static final String ALERTS = "alerts";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([A-Za-z][A-Za-z0-9._-]*)(?::[^}]*)?}}");
    private static final Set<String> SHARED = Set.of("beans", "dead-letters", "failures");

    /** The name of the file that a route is from; the route's id for a route that is from no file. */
    static String name(Route route) {
        if (route.getSourceResource() == null) {
            return route.getRouteId();
        }
        String location = route.getSourceResource().getLocation();
        String file = location.substring(location.lastIndexOf('/') + 1);
        return file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
    }

    /** The keys of settings that it uses as placeholders. */
    Set<String> keys() {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether the file is one pipeline. */
    public boolean isPipeline() {
        return !isShared() && !name.equals(ALERTS);
    }

    /** Whether the file is loaded with each pipeline. */
    public boolean isShared() {
        return isShared(name);
    }

    /** Whether a file of this name, without the ending, is loaded with each pipeline. */
    public static boolean isShared(String name) {
        return SHARED.contains(name);
    }

    /** What the file is, in one word. */
    public String kind() {
        return isPipeline() ? "pipeline" : isShared() ? "shared" : ALERTS;
    }
}
