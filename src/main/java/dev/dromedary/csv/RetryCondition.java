package dev.dromedary.csv;

import java.util.function.Predicate;

/**
 * What a row must fulfil, beside what its columns ask for, to be written once more. Immutable.
 *
 * @param column whose value is asked for; rows without it pass
 * @param holds whether the value will do: a text, an integer as {@code Long}, or null
 * @param fault what is wrong with a row whose value will not, and what to do
 */
public record RetryCondition(String column, Predicate<Object> holds, String fault) {}
