package dev.dromedary.pipeline;

import java.util.Set;
import org.apache.camel.Route;

/**
 * One YAML file of routes.
 *
 * @param name the file's name without {@code .camel.yaml}: a pipeline's name, or that of a shared file
 * @param location where Camel finds it: {@code file:…} or {@code classpath:…}
 * @param overlaid whether it comes from the routes folder and not from the jar
 * @param text its content
 */
public record RouteFile(String name, String location, boolean overlaid, String text) {

    /** Ending of the names of route files. */
    public static final String SUFFIX = ".camel.yaml";

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

    /** Whether the file is one pipeline, and not what all pipelines share. */
    public boolean isPipeline() {
        return !SHARED.contains(name);
    }
}
