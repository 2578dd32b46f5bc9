using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tenants;

/// <summary>Says which sites may show the widget, and whether the built-in responder answers there.</summary>
public static class UpdateWidgetSettings
{
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Command(IReadOnlyList<string> Origins, bool ResponderEnabled) : ICommand, IAbout
    {
        public (string, Guid?) Resource => ("tenant", null);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Origins).NotNull().Must(o => o is null || o.Count <= 50).Says("too_many_origins", "Enter at most 50 sites.");
            RuleFor(c => c.Origins).Must(o => o is null || o.All(IsOrigin)).Says("bad_origins", "Enter each site as https://shop.example, without a path, one a line.");
        }

        private static bool IsOrigin(string text) =>
            text is { Length: <= 200 } && Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https" }
            && uri is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" } && uri.Host.Length > 0;
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            // Browsers send origins in lower case and without a default port.
            var origins = command.Origins.Select(o => new Uri(o.Trim()).GetLeftPart(UriPartial.Authority));
            (await db.Tenants.SingleAsync(ct)).SetWidget(origins, command.ResponderEnabled);
            return Unit.Value;
        }
    }
}
