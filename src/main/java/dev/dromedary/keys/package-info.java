/**
 * Files of keys: Tink keysets that are made, rotated and loaded here, and used elsewhere to mask fields and to encrypt
 * what is put aside. A keyset file is readable by its owner only, and replaced whole or not at all.
 */
package dev.dromedary.keys;
