package dev.dromedary.alerts;

import java.time.Instant;

/**
 * Something that is wrong with a pipeline now.
 *
 * @param ripe whether it has lasted long enough to raise an alert; one that is not keeps an alert up that is there already,
 *     so that a restart, which forgets for how long, ends none
 * @param since when it began, as far as is known
 * @param summary one line for people, without any content of a record
 */
record Symptom(Rule rule, String pipeline, boolean ripe, Instant since, String summary) {}
