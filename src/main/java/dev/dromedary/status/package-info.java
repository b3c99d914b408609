/** How the pipelines stand: from the process that runs them, or from what is stored of them. */
package dev.dromedary.status;
