/** What is wrong with the pipelines, told to people: when it begins, while it lasts and when it is over. */
package dev.dromedary.alerts;
