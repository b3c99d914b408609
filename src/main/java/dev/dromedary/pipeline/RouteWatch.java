package dev.dromedary.pipeline;

import java.nio.file.Path;

/**
 * How a run follows its route files.
 *
 * @param folder the folder that is watched
 * @param reader reads what is to run from copies of it
 */
public record RouteWatch(Path folder, Edition.Reader reader) {}
