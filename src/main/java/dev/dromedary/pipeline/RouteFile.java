package dev.dromedary.pipeline;

import java.util.Set;

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

    private static final Set<String> SHARED = Set.of("beans", "failures");

    /** Whether the file is one pipeline, and not what all pipelines share. */
    public boolean isPipeline() {
        return !SHARED.contains(name);
    }
}
