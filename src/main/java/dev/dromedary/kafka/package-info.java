/**
 * Publishes batches to Kafka by its own client, each batch and the source's position in one transaction, so that a record
 * lands once whatever fails between.
 */
package dev.dromedary.kafka;
