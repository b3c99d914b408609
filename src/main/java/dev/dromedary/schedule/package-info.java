/** When pipelines run: always, at times that a cron expression names, after one another, or when asked. */
package dev.dromedary.schedule;
