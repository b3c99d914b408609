package dev.dromedary;

import dev.dromedary.command.RootCommand;

/** The program. */
public final class Dromedary {

    private Dromedary() {}

    public static void main(String[] args) {
        System.exit(RootCommand.commandLine().execute(args));
    }
}
