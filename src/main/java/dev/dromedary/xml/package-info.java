/**
 * Turns JSON into XML, token by token: memory does not grow with the input (invariant 5), and what was written can be
 * read back.
 */
package dev.dromedary.xml;
