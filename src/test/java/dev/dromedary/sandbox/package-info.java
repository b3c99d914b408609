/**
 * Real servers for the integration tests, the demo and the benchmarks: SQS, S3, DynamoDB, Kafka and PostgreSQL, on free
 * ports of 127.0.0.1, with a proxy that makes any of them unreachable. Test scope: nothing here is in the jar.
 */
package dev.dromedary.sandbox;
