using EscalationCqrs.Domain.Escalations;

namespace EscalationCqrs.Infrastructure.Persistence.Seed;

/// <summary>What the people of the demo are called and what they say. All invented.</summary>
internal static class DemoWords
{
    public sealed record Person(string Name, string Locale);

    public sealed record Matter(string Locale, string Opening, string Reason, string Team, Priority Priority, string Answer, string Thanks, string Notes);

    public static readonly IReadOnlyList<Person> Customers =
    [
        new("Tran Thi Lan", "vi"), new("Marcus Klein", "en"), new("Amara Okafor", "en"), new("João Pereira", "en"), new("Sofia Weber", "en"), new("Nguyen Van Hieu", "vi"), new("Emil Bauer", "en"),
        new("Rosa Conti", "en"), new("Pham Minh Duc", "vi"), new("Grace Owusu", "en"), new("Liam Byrne", "en"), new("Hana Sato", "en"), new("Le Thu Trang", "vi"), new("Omar Farouk", "en"),
        new("Clara Jensen", "en"), new("Diego Morales", "en"), new("Vo Quoc Bao", "vi"), new("Anja Novak", "en"), new("Peter Lindgren", "en"), new("Mei Tanaka", "en"), new("Dang Ngoc Anh", "vi"),
        new("Fatima Zahra", "en"), new("Jonas Meier", "en"), new("Bui Hoang Nam", "vi"), new("Elena Petrova", "en"), new("Samuel Adeyemi", "en"), new("Isla Fraser", "en"), new("Do Thanh Ha", "vi"),
        new("Hugo Lefevre", "en"), new("Priya Raman", "en"), new("Ngo Bich Ngoc", "vi"), new("Tomas Horvath", "en"), new("Zoe Williams", "en"), new("Hoang Gia Linh", "vi"), new("Andre Silva", "en"),
        new("Nora Berg", "en"), new("Luong Tuan Kiet", "vi"), new("Ben Carter", "en"), new("Yara Haddad", "en"), new("Ly Kim Chi", "vi"),
    ];

    public static readonly IReadOnlyList<Matter> Matters =
    [
        new("en", "Hi, where is my parcel? The page says it was delivered.", "Parcel marked delivered but not received, needed for tomorrow", "Delivery", Priority.Urgent,
            "Hello, this is {agent} from support. I am asking the courier now; where may it be left?", "With the neighbour at number 5, thank you", "Courier found it at the neighbour; customer has it."),
        new("en", "I was charged twice for one booking.", "Was charged twice for the same booking", "Billing", Priority.High,
            "I see both charges, {name}. The second one is being refunded today.", "Great, thanks for the quick answer", "Second charge refunded, confirmation sent."),
        new("en", "The password link does not work.", "Cannot sign in after the password change", "Accounts", Priority.Medium,
            "I have sent a fresh link, it works for one hour.", "It works now", "New link sent; customer signed in."),
        new("en", "Can I move the delivery to Friday?", "Wants to move the delivery to Friday afternoon", "Delivery", Priority.Medium,
            "Friday between 14:00 and 18:00 is booked for you.", "Perfect", "Delivery moved to Friday 14-18."),
        new("en", "My invoice has the wrong company name.", "Invoice shows the wrong company name and tax number", "Billing", Priority.Low,
            "I corrected the name; the new invoice is on its way by e-mail.", "Received, thank you", "Invoice reissued with the right name."),
        new("en", "The box arrived broken, I took photos.", "Item arrived broken, photos are attached to the order", "Delivery", Priority.Medium,
            "I am sorry, {name}. A replacement leaves the depot this evening.", "Thank you, that helps", "Replacement sent, damaged item need not be returned."),
        new("en", "Second reminder although I paid!", "Got a second payment reminder although the invoice is paid", "Billing", Priority.Low,
            "Your payment arrived on the 3rd; please ignore the reminder, I have stopped it.", "Good to know", "Payment matched by hand, reminders stopped."),
        new("en", "Please cancel my subscription.", "Wants to cancel the subscription before the next charge", "Accounts", Priority.High,
            "Done: it ends on the last day of this month and nothing more is charged.", "Thanks", "Subscription cancelled to the end of the month."),
        new("vi", "Đơn hàng của tôi đâu rồi? Trang web báo đã giao.", "Đơn hàng báo đã giao nhưng tôi chưa nhận được, tôi cần trước ngày mai", "Delivery", Priority.Urgent,
            "Chào {name}, mình là {agent} bên hỗ trợ. Mình đang hỏi bên giao hàng, bưu kiện được để ở đâu ạ?", "Ở căn số 3, cửa màu đỏ, cảm ơn bạn", "Bên giao hàng đã tìm thấy ở nhà bên cạnh; khách đã nhận."),
        new("vi", "Tôi bị trừ tiền hai lần.", "Tài khoản bị trừ tiền hai lần cho cùng một đơn hàng", "Billing", Priority.High,
            "Mình thấy cả hai lần trừ rồi ạ. Khoản thứ hai sẽ được hoàn trong hôm nay.", "Cảm ơn bạn nhiều", "Đã hoàn khoản trừ thứ hai."),
        new("vi", "Tôi muốn đổi địa chỉ giao hàng.", "Muốn đổi địa chỉ giao hàng sang chỗ làm", "Delivery", Priority.Medium,
            "Mình đã đổi địa chỉ, hàng sẽ đến trước 17 giờ chiều mai ạ.", "Tuyệt vời", "Đã đổi địa chỉ theo yêu cầu."),
        new("vi", "Tôi không đăng nhập được.", "Không đăng nhập được sau khi đổi điện thoại", "Accounts", Priority.Medium,
            "Mình vừa gửi lại mã xác nhận, bạn thử giúp mình nhé.", "Được rồi, cảm ơn", "Đã đặt lại xác nhận hai bước."),
    ];

    /// <summary>Name, English, Vietnamese.</summary>
    public static readonly IReadOnlyList<(string Name, string En, string Vi)> Templates =
    [
        ("Taking over", "Hello, this is {agent_name} from {desk_name}. I am looking into it and will write again within the hour.", "Xin chào, tôi là {agent_name} của {desk_name}. Tôi đang kiểm tra và sẽ nhắn lại trong một giờ."),
        ("On its way", "Good news, {customer_name}: your parcel is on its way and arrives tomorrow. {agent_name}", "Tin vui, {customer_name}: đơn hàng của bạn đang được giao và sẽ đến ngày mai. {agent_name}"),
        ("Refund sent", "Your refund has left our account today. Banks take two to three working days. {agent_name}", "Chúng tôi đã hoàn tiền hôm nay. Ngân hàng cần hai đến ba ngày làm việc. {agent_name}"),
    ];

    public static readonly IReadOnlyList<(string Locale, string Question, string Answer)> Faq =
    [
        ("en", "What are your opening hours?", "We answer every day from 8:00 to 20:00; urgent requests also at night."),
        ("en", "How long does delivery take?", "Parcels arrive within two working days; you get a link to follow yours."),
        ("en", "How do I return an item?", "You can return anything within 30 days: print the label under My orders and hand the parcel in at any pick-up point."),
        ("en", "How do I reset my password?", "Choose 'Forgot password' on the sign-in page; the link works for one hour."),
        ("en", "Which ways of payment do you take?", "Card, bank transfer and cash on delivery."),
        ("vi", "Giờ làm việc của cửa hàng?", "Chúng tôi trả lời hằng ngày từ 8 giờ đến 20 giờ; yêu cầu khẩn cấp được trả lời cả ban đêm."),
        ("vi", "Giao hàng mất bao lâu?", "Hàng đến trong hai ngày làm việc; bạn sẽ nhận được liên kết để theo dõi."),
        ("vi", "Làm sao để đổi trả hàng?", "Bạn có thể trả hàng trong 30 ngày: in nhãn ở mục Đơn hàng của tôi rồi gửi tại điểm nhận bất kỳ."),
        ("vi", "Quên mật khẩu thì làm thế nào?", "Chọn 'Quên mật khẩu' ở trang đăng nhập; liên kết có hiệu lực một giờ."),
    ];
}
