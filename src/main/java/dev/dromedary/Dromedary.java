package dev.dromedary;

import dev.dromedary.command.RootCommand;
import dev.dromedary.logging.Discretion;

/** The program. */
public final class Dromedary {

    private Dromedary() {}

    public static void main(String[] args) {
        Discretion.keep();
        System.exit(RootCommand.commandLine().execute(args));
    }
}
