package dev.dromedary.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line: what there is to do. */
@Command(
        name = "dromedary",
        description = "Moves data between queues, databases, topics and buckets by Camel routes in YAML.",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            StatusCommand.class,
            PreviewCommand.class,
            ValidateCommand.class,
            DeadLettersCommand.class,
            AlertsCommand.class,
            KeysCommand.class,
            MigrateCommand.class,
            UnmaskCommand.class,
            RoutesCommand.class,
            ClassArchiveCommand.class
        },
        footer = {
            "",
            "Settings come from application.properties in the working directory and from the environment",
            "(LOGINS_QUEUE sets logins.queue). Exit codes: 0 done, 1 failed while running, 2 wrong usage or",
            "configuration, 3 a needed system was not reached in startup.timeout.",
            "",
            "Example: dromedary run logins --once"
        })
public final class RootCommand {

    /** The command line, ready to execute. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new RootCommand());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler(new Failures());
        commandLine.setExecutionExceptionHandler(new Failures());
        return commandLine;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = RootCommand.class.getPackage().getImplementationVersion();
            return new String[] {"dromedary " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
