package dev.dromedary.command;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.pipeline.UnreachableException;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Nearest;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line on standard error and an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

    static final int FAILED = 1;
    static final int MISUSED = 2;
    static final int UNREACHABLE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine commandLine = e.getCommandLine();
        String suggestion = "";
        if (e instanceof UnmatchedArgumentException unmatched) {
            Set<String> names = new TreeSet<>(commandLine.getSubcommands().keySet());
            names.addAll(commandLine.getCommandSpec().optionsMap().keySet());
            suggestion = Nearest.suggestion(unmatched.getUnmatched().get(0), names);
        }
        String command = commandLine.getCommandSpec().qualifiedName();
        commandLine
                .getErr()
                .println("dromedary: " + firstLine(e.getMessage()) + suggestion + " (see " + command + " --help)");
        return MISUSED;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parseResult) {
        if (e instanceof ConfigurationException
                || e instanceof UnreachableException
                || e instanceof UnavailableException) {
            commandLine.getErr().println("dromedary: " + e.getMessage());
            LOG.debug("Cause", e);
            return e instanceof ConfigurationException ? MISUSED : UNREACHABLE;
        }
        LOG.error("Failed", e);
        return FAILED;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
