using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Events;

namespace EscalationCqrs.Web.Live;

/// <summary>The names and shapes under which events reach staff's browsers.</summary>
internal static class LiveEvents
{
    public const string Status = "escalation_status_update", Message = "new_message", Assignment = "agent_assignment_changed", Delivery = "message_status", Resync = "resync";

    /// <summary>Null for what no screen shows.</summary>
    public static string? NameOf(string type) => type switch
    {
        EventTypes.Assigned or EventTypes.Released => Assignment,
        EventTypes.CustomerMessage or EventTypes.StaffMessage or EventTypes.BotMessage or EventTypes.NoteAdded => Message,
        EventTypes.DeliveryChanged or EventTypes.AttachmentsKept => Delivery,
        EventTypes.ConversationStarted => null,
        _ => Status,
    };

    /// <summary>What staff get: ids, states, names of agents; texts are then read by who may read them.</summary>
    public static string ForStaff(EventRow e)
    {
        var data = JsonNode.Parse(e.Data)!.AsObject();
        data.Remove("notes");
        data.Remove("reason");
        data["eventId"] = e.Cursor.ToString();
        data["type"] = e.Type;
        data["escalationId"] = e.EscalationId;
        data["conversationId"] = e.ConversationId;
        data["revision"] = e.Version;
        data["at"] = e.At;
        data["actor"] = new JsonObject { ["kind"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(e.ActorKind.ToString()), ["id"] = e.ActorId, ["name"] = e.ActorName };
        if (NameOf(e.Type) == Assignment)
            data["action"] = e.Type == EventTypes.Assigned ? "assigned" : "unassigned";
        return data.ToJsonString();
    }
}
