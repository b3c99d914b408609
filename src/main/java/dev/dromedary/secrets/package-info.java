/** Secrets that are kept elsewhere than in the settings. */
package dev.dromedary.secrets;
