/**
 * Records that travel a route together. A step takes a {@link dev.dromedary.batch.Batch} and returns one; it knows
 * neither where the records came from nor where they go.
 */
package dev.dromedary.batch;
