package dev.dromedary.pipeline;

/**
 * That a pipeline which was started does not run, because somebody has stopped or suspended a route of it by JMX.
 *
 * @param state stopped, or paused
 * @param why which routes, and what to do; one line
 */
public record Halt(Pipeline.State state, String why) {}
