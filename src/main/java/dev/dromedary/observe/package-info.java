/** What a process tells those who watch it: metrics and health, over HTTP. */
package dev.dromedary.observe;
