/**
 * Masks that put a token in the place of a value that must not travel on (invariant 4), for any fields of any record.
 * Equal values get equal tokens, so that masked columns can still be grouped and joined by.
 */
package dev.dromedary.masking;
