package dev.dromedary.pipeline;

import dev.dromedary.schedule.Timetable;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Nearest;
import dev.dromedary.settings.Settings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Which pipelines must have ended well since another last began, before that runs after them. Thread-safe. */
public final class Predecessors {

    private final Supplier<Map<String, Timetable>> current;
    private final boolean once;
    private final Map<String, Set<String>> awaited = new HashMap<>();

    /**
     * @param current tells the timetables of all pipelines in this process, by name
     * @param once whether each of them runs one time, and no others come
     */
    Predecessors(Supplier<Map<String, Timetable>> current, boolean once) {
        this.current = current;
        this.once = once;
    }

    /**
     * Looks at the timetables of pipelines that are to run side by side.
     *
     * @throws ConfigurationException if one is wrong, or waits for what can never come
     */
    public static void check(Set<String> pipelines, Settings settings) {
        Map<String, Timetable> timetables = new LinkedHashMap<>();
        pipelines.forEach(name -> timetables.put(name, Timetable.of(name, settings)));
        Predecessors predecessors = new Predecessors(() -> timetables, false);
        predecessors.refuseCircles();
        predecessors.check();
    }

    /** @throws ConfigurationException if one waits for itself, by others or at once */
    void refuseCircles() {
        Map<String, Timetable> timetables = current.get();
        for (String name : timetables.keySet()) {
            Set<String> reached = new LinkedHashSet<>();
            Deque<String> next = new ArrayDeque<>(timetables.get(name).after());
            while (!next.isEmpty()) {
                String before = next.pop();
                if (before.equals(name)) {
                    throw new ConfigurationException(name + ".after: it would wait for itself"
                            + (reached.isEmpty() ? "" : " (by " + String.join(", ", reached) + ")"));
                }
                if (timetables.containsKey(before) && reached.add(before)) {
                    next.addAll(timetables.get(before).after());
                }
            }
        }
    }

    /** @throws ConfigurationException if one waits for what never ends, or does not run here */
    void check() {
        Map<String, Timetable> timetables = current.get();
        timetables.forEach((name, timetable) -> {
            for (String before : timetable.after()) {
                String fault = fault(timetables, before);
                if (fault != null) {
                    throw new ConfigurationException(name + ".after names " + fault);
                }
            }
        });
    }

    private static String fault(Map<String, Timetable> timetables, String before) {
        if (!timetables.containsKey(before)) {
            return before + ", which does not run in this process; there are " + String.join(", ", timetables.keySet())
                    + Nearest.suggestion(before, timetables.keySet());
        }
        if (!timetables.get(before).bounded()) {
            return before + ", which runs continuously and never ends; give it a " + before + ".schedule";
        }
        return null;
    }

    /**
     * Begins to wait anew; false if there is none to wait for. With {@code once} those that are not in this process are none;
     * else one may be about to come with the same change of the files.
     */
    synchronized boolean await(String name) {
        Map<String, Timetable> timetables = current.get();
        Set<String> before = new HashSet<>(timetables.get(name).after());
        if (once) {
            before.retainAll(timetables.keySet());
        }
        awaited.put(name, before);
        return !before.isEmpty();
    }

    /** One has ended well; whether it is the last that the other waited for. */
    synchronized boolean ended(String before, String name) {
        Set<String> rest = awaited.get(name);
        return rest != null && rest.remove(before) && rest.isEmpty();
    }
}
