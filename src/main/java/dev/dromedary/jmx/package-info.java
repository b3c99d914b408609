/** What JMX shows of the pipelines and lets do with them, and what of JMX is reached over HTTP. */
package dev.dromedary.jmx;
