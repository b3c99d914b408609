package dev.dromedary.sandbox;

/** One pipeline's part of the demo. */
interface DemoShow {

    /** Runs it; ends early after {@link #end}. */
    void show();

    /** Told by another thread that the user has had enough. */
    void end();
}
