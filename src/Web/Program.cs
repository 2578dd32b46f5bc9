using EscalationCqrs.Web.Cli;
using EscalationCqrs.Web.Hosting;

if (Verbs.IsVerb(args))
    return await Verbs.Run(args);

return await DeskHost.Build(args).RunToTheEnd();
