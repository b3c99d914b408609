/** Traces of batches, for OpenTelemetry. */
package dev.dromedary.tracing;
