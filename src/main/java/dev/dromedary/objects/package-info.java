/**
 * Objects as the start of a route: finds them in S3, claims each version once for all processes, and settles the claim
 * when what the route made of it is durable.
 */
package dev.dromedary.objects;
