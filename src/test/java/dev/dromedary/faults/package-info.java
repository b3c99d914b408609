/**
 * Breaks things while the real jar moves numbered records, and then compares sets: each record is once in the sink or once
 * in the dead letters, and there is nothing else, nothing half done, and nothing raw anywhere.
 *
 * <p>{@link dev.dromedary.faults.Workload} is what all tests here are made of: feed it, start the jar, let something happen at
 * a {@link dev.dromedary.faults.Moment} of its work, and let it {@code expectEachRecordOnce()}. {@code ./faults --help} tells
 * how to run more rounds, another seed, or a longer load than {@code mvn verify} does.
 */
package dev.dromedary.faults;
