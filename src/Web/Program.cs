using EscalationCqrs.Web.Cli;
using EscalationCqrs.Web.Hosting;

if (Verbs.IsVerb(args))
    return await Verbs.Run(args);

await DeskHost.Build(args).RunAsync();
return 0;
