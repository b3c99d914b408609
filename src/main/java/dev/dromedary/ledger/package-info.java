/**
 * Which version of which object is being worked on by whom, so that any number of processes share the work and do nothing
 * twice. Knows no store of objects and no route.
 */
package dev.dromedary.ledger;
