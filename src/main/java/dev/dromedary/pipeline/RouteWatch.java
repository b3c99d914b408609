package dev.dromedary.pipeline;

import java.nio.file.Path;

/**
 * How a run follows its route files.
 *
 * @param folder the folder that is watched
 * @param settings the file of settings, which is watched too
 * @param reader reads what is to run from copies of it
 */
public record RouteWatch(Path folder, Path settings, Edition.Reader reader) {}
