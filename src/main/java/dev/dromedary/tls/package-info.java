/** Certificates and keys for TLS, from the files that settings name. */
package dev.dromedary.tls;
